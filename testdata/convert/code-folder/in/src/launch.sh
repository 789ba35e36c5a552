#!/bin/bash
echo mine
