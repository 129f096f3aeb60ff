/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * QEMU's functions for device trees, as far as the pure files use them, on
 * libfdt itself. A property that is not there is no error, all else is.
 */

#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "system/device_tree.h"
#include <libfdt.h>

static int node_at(void *fdt, const char *path)
{
    int node = fdt_path_offset(fdt, path);

    if (node < 0) {
        g_error("%s: %s", path, fdt_strerror(node));
    }
    return node;
}

/* Of one level: no more is used. */
int qemu_fdt_add_path(void *fdt, const char *path)
{
    int node = fdt_path_offset(fdt, path);

    g_assert_null(strchr(path + 1, '/'));
    return node >= 0 ? node : fdt_add_subnode(fdt, 0, path + 1);
}

int qemu_fdt_setprop(void *fdt, const char *path, const char *property,
                     const void *value, int size)
{
    int rc = fdt_setprop(fdt, node_at(fdt, path), property, value, size);

    if (rc < 0) {
        g_error("%s/%s: %s", path, property, fdt_strerror(rc));
    }
    return rc;
}

int qemu_fdt_setprop_cell(void *fdt, const char *path, const char *property,
                          uint32_t value)
{
    fake_fdt_cells(fdt, path, property, &value, 1);
    return 0;
}

int qemu_fdt_setprop_string(void *fdt, const char *path, const char *property,
                            const char *string)
{
    return qemu_fdt_setprop(fdt, path, property, string, strlen(string) + 1);
}

void fake_fdt_cells(void *fdt, const char *path, const char *property,
                    const uint32_t *cells, size_t count)
{
    g_autofree uint32_t *value = g_new(uint32_t, count);

    for (size_t i = 0; i < count; i++) {
        value[i] = cpu_to_be32(cells[i]);
    }
    qemu_fdt_setprop(fdt, path, property, value, count * sizeof(*value));
}

const void *qemu_fdt_getprop(void *fdt, const char *path, const char *property,
                             int *size, void **errp)
{
    g_assert_null(errp);
    return fdt_getprop(fdt, node_at(fdt, path), property, size);
}

uint32_t qemu_fdt_get_phandle(void *fdt, const char *path)
{
    uint32_t phandle = fdt_get_phandle(fdt, node_at(fdt, path));

    g_assert_cmpuint(phandle, !=, 0);
    return phandle;
}

uint32_t qemu_fdt_alloc_phandle(void *fdt)
{
    uint32_t phandle = 0;

    g_assert_cmpint(fdt_generate_phandle(fdt, &phandle), ==, 0);
    return phandle;
}
