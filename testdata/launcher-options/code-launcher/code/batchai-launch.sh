#!/bin/bash
echo "theirs, too"
