# The .deb: cmake --build BUILD --target package, of a build configured with -DCMAKE_INSTALL_PREFIX=/usr.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME vungphu)
set(CPACK_PACKAGE_CONTACT "Vung Phu developers <vungphu@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "who reaches which public service in a province")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
    "Travel times, broadcast reception and served areas over a province's people,\nindicators per unit, places left out and best sites, with a web map and an API.")
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "proj-data, adduser")
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "xdg-utils")
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA
    "${PROJECT_SOURCE_DIR}/packaging/debian/postinst;${PROJECT_SOURCE_DIR}/packaging/debian/prerm;${PROJECT_SOURCE_DIR}/packaging/debian/postrm")
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_STRIP_FILES ON)
include(CPack)
