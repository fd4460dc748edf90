"""The dossier: one page of HTML that holds everything about some announcements, and needs nothing else."""
