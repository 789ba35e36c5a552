#!/bin/bash
echo "the user's own"
