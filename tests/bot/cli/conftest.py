from tests.support.fixtures import coach, rulebook, services

__all__ = ["coach", "rulebook", "services"]
