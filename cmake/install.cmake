# cmake --install: the program with its map, sample province and texts; the library with headers, pkg-config and
# CMake files. All places are relative to each other, so that the tree can be moved (--prefix, DESTDIR).
include(CMakePackageConfigHelpers)
option(VP_WEB_MAP "Install the web map, which npm builds in web/" ON)
set(data ${CMAKE_INSTALL_DATADIR}/vungphu)

if(NOT VP_LIBRARY_ONLY)
  install(TARGETS vungphu)

  if(VP_WEB_MAP)
    install(CODE "if(NOT EXISTS \"${PROJECT_SOURCE_DIR}/web/dist/index.html\")
  message(FATAL_ERROR \"the web map is not built: run npm ci and npm run build in ${PROJECT_SOURCE_DIR}/web, or configure with -DVP_WEB_MAP=OFF\")
  endif()")
    install(DIRECTORY ${PROJECT_SOURCE_DIR}/web/dist/ DESTINATION ${data}/web)
  endif()
  install(DIRECTORY ${PROJECT_SOURCE_DIR}/gis-data/sample DESTINATION ${data}
          PATTERN dataset EXCLUDE PATTERN generate.py EXCLUDE PATTERN generator EXCLUDE)
  if(VP_MSGFMT)
    install(DIRECTORY ${PROJECT_BINARY_DIR}/locale/ DESTINATION ${CMAKE_INSTALL_LOCALEDIR})
  endif()
  file(GLOB tables CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/gis-data/thai-nguyen/*.csv)
  install(FILES ${tables} DESTINATION ${data}/thai-nguyen)
  install(FILES ${PROJECT_SOURCE_DIR}/gis-data/README.md DESTINATION ${data})
  configure_file(${PROJECT_SOURCE_DIR}/packaging/systemd/vungphu.service.in ${PROJECT_BINARY_DIR}/vungphu.service @ONLY)
  install(FILES ${PROJECT_BINARY_DIR}/vungphu.service DESTINATION lib/systemd/system)
  install(FILES ${PROJECT_SOURCE_DIR}/packaging/systemd/vungphu.sysusers DESTINATION lib/sysusers.d RENAME vungphu.conf)

  # Manual pages, from what the program says of itself, when it is installed; completion asks it at the moment.
  install(CODE "execute_process(COMMAND bash ${PROJECT_SOURCE_DIR}/packaging/man/make ${PROJECT_BINARY_DIR}/vungphu
    ${PROJECT_BINARY_DIR}/man COMMAND_ERROR_IS_FATAL ANY)
  file(GLOB pages ${PROJECT_BINARY_DIR}/man/*.1)
  file(REMOVE_RECURSE ${PROJECT_BINARY_DIR}/man.gz)
  file(COPY \${pages} DESTINATION ${PROJECT_BINARY_DIR}/man.gz)
  file(GLOB pages ${PROJECT_BINARY_DIR}/man.gz/*.1)
  execute_process(COMMAND gzip -9nf \${pages} COMMAND_ERROR_IS_FATAL ANY)")
  install(DIRECTORY ${PROJECT_BINARY_DIR}/man.gz/ DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
  install(FILES ${PROJECT_SOURCE_DIR}/packaging/completion/vungphu.bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions
          RENAME vungphu)
  install(FILES ${PROJECT_SOURCE_DIR}/packaging/completion/_vungphu DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions)
  install(FILES ${PROJECT_SOURCE_DIR}/packaging/completion/vungphu.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
endif()
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE ${PROJECT_SOURCE_DIR}/README.md ${PROJECT_SOURCE_DIR}/CHANGELOG.md
        ${PROJECT_SOURCE_DIR}/SECURITY.md TYPE DOC)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/docs ${PROJECT_SOURCE_DIR}/examples DESTINATION ${CMAKE_INSTALL_DOCDIR})

install(TARGETS core vungphu_shared EXPORT vungphuTargets)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/vungphu ${PROJECT_BINARY_DIR}/include/vungphu TYPE INCLUDE
        FILES_MATCHING PATTERN *.h)
install(EXPORT vungphuTargets NAMESPACE vungphu:: DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/vungphu)

configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/vungphuConfig.cmake.in ${PROJECT_BINARY_DIR}/vungphuConfig.cmake
                              INSTALL_DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/vungphu)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/vungphuConfigVersion.cmake COMPATIBILITY SameMinorVersion)
file(RELATIVE_PATH VP_PREFIX_FROM_PC ${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig ${CMAKE_INSTALL_PREFIX})
configure_file(${PROJECT_SOURCE_DIR}/cmake/vungphu.pc.in ${PROJECT_BINARY_DIR}/vungphu.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/vungphuConfig.cmake ${PROJECT_BINARY_DIR}/vungphuConfigVersion.cmake
        DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/vungphu)
install(FILES ${PROJECT_BINARY_DIR}/vungphu.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
