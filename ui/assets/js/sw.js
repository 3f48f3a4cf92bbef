const KEEP = "@keep", VERSION = "@version", ICON = "@icon", BADGE = "@badge";
