/* The province folder and where its data lies, for all commands that read one. */
#pragma once
#include <argp.h>

typedef struct {
    const char *folder, *data; /* data NULL: the folder */
} vp_folder_argument;

/* A child parser for argp_child; its input is a vp_folder_argument. */
extern const struct argp vp_folder_argp;
