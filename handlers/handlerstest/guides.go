package handlerstest

const NotificationsGuide = "/guides/real-time-notifications"
