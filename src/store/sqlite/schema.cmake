# Writes OUTPUT, a C file with the bytes of INPUT as NAME, which HEADER declares.
file(READ ${INPUT} bytes HEX)
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "(char)0x\\1," bytes "${bytes}")
file(WRITE ${OUTPUT} "#include \"${HEADER}\"\nconst char ${NAME}[] = {${bytes}0};\n")
