"""The steps that lead from one schema of the database to the next, run by ``eventstudy.schema``."""
