/* The functions of the processes, for their table. */
#pragma once
#include "service/process.h"

vp_process_function vp_process_site;        /* process_site.c */
vp_process_function vp_process_path;        /* process_path.c */
vp_process_function vp_process_travel_time; /* process_travel_time.c */
vp_process_function vp_process_signal;      /* process_signal.c */
vp_process_function vp_process_facilities;  /* process_facilities.c */
vp_process_function vp_process_uncertainty; /* process_uncertainty.c */
vp_process_function vp_process_invest;      /* process_invest.c */
