"""`manage.py demo` with an empty register, so that its test need not wait for the fictional one."""

import sys

from django.core.management import execute_from_command_line

from cuffing.management.commands import demo

if __name__ == "__main__":
    call_command = demo.call_command
    demo.call_command = lambda name, *arguments, **options: (
        None if name in ("load_demo", "demo_people") else call_command(name, *arguments, **options)
    )
    execute_from_command_line(["manage.py", "demo", *sys.argv[1:]])
