"""Assets of others that pages need: fonts, a map library, the outlines of countries.

They stand in the repository, so that no page and no installation asks the internet for them.
`VENDORED.yaml` beside them says name, version, licence, origin and SHA-256 of each file.

    python -m nadhir.web.vendoring verify     every file is the one listed, and none is unlisted
    python -m nadhir.web.vendoring refresh    fetch the listed versions anew and list what came

To move to another version, change it in `VENDORED.yaml`, delete its `integrity` line and refresh.
"""
