"""What is out of date: pages against their rule, deadlines and events that are over, dates to take pages down."""
