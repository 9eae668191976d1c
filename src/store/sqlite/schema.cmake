# Writes OUTPUT, a C file with the bytes of INPUT as vp_schema_sql.
file(READ ${INPUT} bytes HEX)
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${bytes}")
file(WRITE ${OUTPUT} "#include \"store/sqlite/schema.h\"\nconst char vp_schema_sql[] = {${bytes}0};\n")
