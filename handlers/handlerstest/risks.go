package handlerstest

const SampleRisks = Sample + "/risks"
