"""Budgets and questions made by rule: every sum holds, and every answer is known because it was there first."""
