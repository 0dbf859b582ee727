"""The report for programs: JSON, CSV, SARIF and JUnit."""
