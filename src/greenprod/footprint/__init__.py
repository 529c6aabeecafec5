"""From activities to CO2e: boundary, scope, one line, columns, ledger."""
