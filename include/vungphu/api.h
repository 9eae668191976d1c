/* What every header of the library stands in: C linkage for C++, and the mark of what the shared library shows. */
#pragma once

#ifdef __cplusplus
#define VP_BEGIN_DECLS extern "C" {
#define VP_END_DECLS   }
#else
#define VP_BEGIN_DECLS
#define VP_END_DECLS
#endif

#define VP_API __attribute__((visibility("default")))
