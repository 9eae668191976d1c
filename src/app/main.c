#include <stdio.h>
int main(void) { puts("vungphu"); return 0; }
