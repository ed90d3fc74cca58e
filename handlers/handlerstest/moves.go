package handlerstest

const Notifications = "/launches/real-time-notifications"
