// All rules are known to the engine now.
publisher.ready();
