from workstation_agent.errors import AgentError


class ProtocolError(AgentError):
    """What came over the wire is not protocol v1. Sending it again cannot help."""
