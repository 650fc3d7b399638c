"""Rasa's graph components and its channel: the only package that may import rasa.

The components are named by module path in ``config.yml`` and ``credentials.yml``. What is exported here
needs no rasa and runs in both environments.
"""

from bot.nlu.placeholders import names_of_company, replace_names
from bot.nlu.topic_model import Ranking, TopicModel

__all__ = ["Ranking", "TopicModel", "names_of_company", "replace_names"]
