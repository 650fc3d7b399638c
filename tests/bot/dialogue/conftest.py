from tests.support.fixtures import coach, rulebook, running, services

__all__ = ["coach", "rulebook", "running", "services"]
