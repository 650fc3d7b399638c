"""A company's existing document → a policy folder that validates, and a list of what is missing in it."""

from bot.importing.clauses import ImportedClause, Split, split_clauses
from bot.importing.documents import READERS, read_document
from bot.importing.draft import PolicyDraft, folder_name, import_policy, new_policy, write_policy
from bot.importing.missing import Missing

__all__ = ["READERS", "ImportedClause", "Missing", "PolicyDraft", "Split", "folder_name", "import_policy",
           "new_policy", "read_document", "split_clauses", "write_policy"]
