"""The values that flow between the stages: frozen, picklable, JSON-able; standard library only.

Nothing here reads a file, a clock or the network, and nothing here knows a stage.
"""
