"""Which network addresses may be fetched from: public ones only, whatever notation or tunnel hides them."""
from __future__ import annotations

import ipaddress

# What `is_global` of some Python versions calls public and is not: tunnels into IPv4, benchmarks, old site-local.
_NEVER = tuple(
    ipaddress.ip_network(block)
    for block in (
        "0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.88.99.0/24", "198.18.0.0/15", "240.0.0.0/4",
        "::/96",  # IPv4-compatible
        "64:ff9b::/96", "64:ff9b:1::/48",  # NAT64
        "100::/64", "2001::/23",  # discard; Teredo and other assignments of the IETF
        "2002::/16",  # 6to4
        "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10",
    )
)


def refusal(address: str) -> str | None:
    """Why this address (IPv4 or IPv6, in any notation that Python takes) is not fetched from; None where it may be."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return f"{address} is no network address"
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped is not None:
        ip = ip.ipv4_mapped
    if ip.is_global and not ip.is_multicast and not any(ip.version == n.version and ip in n for n in _NEVER):
        return None
    return f"{ip} is not a public address"
