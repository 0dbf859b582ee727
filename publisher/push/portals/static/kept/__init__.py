"""What is kept: releases of files, what one shows, and whether it still is what was built."""
