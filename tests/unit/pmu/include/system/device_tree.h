/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * As much of QEMU's device trees as the pure files use, in the place of
 * QEMU's header of this name. What fails there ends the test here.
 */

#ifndef SYSTEM_DEVICE_TREE_H
#define SYSTEM_DEVICE_TREE_H

#include <glib.h>

int qemu_fdt_add_path(void *fdt, const char *path);
int qemu_fdt_setprop(void *fdt, const char *path, const char *property,
                     const void *value, int size);
int qemu_fdt_setprop_cell(void *fdt, const char *path, const char *property,
                          uint32_t value);
int qemu_fdt_setprop_string(void *fdt, const char *path, const char *property,
                            const char *string);
const void *qemu_fdt_getprop(void *fdt, const char *path, const char *property,
                             int *size, void **errp);
uint32_t qemu_fdt_get_phandle(void *fdt, const char *path);
uint32_t qemu_fdt_alloc_phandle(void *fdt);

/* As many cells as there are values */
#define qemu_fdt_setprop_cells(fdt, path, property, ...) \
    fake_fdt_cells(fdt, path, property, (const uint32_t[]) { __VA_ARGS__ }, \
                   G_N_ELEMENTS(((const uint32_t[]) { __VA_ARGS__ })))
void fake_fdt_cells(void *fdt, const char *path, const char *property,
                    const uint32_t *cells, size_t count);

#endif
