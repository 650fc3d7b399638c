from tests.support.fixtures import rulebook, services

__all__ = ["rulebook", "services"]
