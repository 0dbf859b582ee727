"""What article 7 of the Freedom of Government Information Law wants published, and the pages every site needs."""
