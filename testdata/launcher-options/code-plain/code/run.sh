#!/bin/bash
exec python from-run "$@"
