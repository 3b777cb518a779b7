using System;
using System.Collections.Generic;

namespace Gyrfalcon.Proxy.Configuration.Schema;

internal static class DnsDiscoverySection
{
    public static readonly Setting<string> Name = Setting.Required("name", Kinds.ServerName,
        "The name that is asked for, in full: search domains play no part.",
        "host", "hostname", "domain", "service");

    public static readonly Setting<DnsRecordKind> Type = Setting.WithDefault("type", Kinds.Choice(("a", DnsRecordKind.Address), ("srv", DnsRecordKind.Service)), "a",
        "`a`: each address of the name, A or AAAA, is an endpoint. `srv`: each target of its SRV records is one, with the record's port and weight; those of the lowest priority are used, the others are backups.",
        "record", "record-type");

    public static readonly Setting<int?> Port = Setting.WithDefault("port", Kinds.OrWord(Kinds.Whole(1, 65535), "auto"), "auto",
        "The endpoints' port. `auto` is 80 for `http`, 443 for `https`; SRV records have their own.");

    public static readonly Setting<EndpointScheme> Scheme = Setting.WithDefault("scheme", Kinds.Choice(("http", EndpointScheme.Http), ("https", EndpointScheme.Https)), "http",
        "How the endpoints are spoken to. Their own name, for certificates and for Host, is `name`, or the SRV record's target.",
        "protocol");

    public static readonly Setting<IReadOnlyList<NameServerAddress>> Servers = Setting.Optional("servers", new ListShape<NameServerAddress>(Kinds.NameServer, oneAllowed: true),
        "The DNS servers, asked in this order until one answers. By default those of /etc/resolv.conf.",
        "server", "nameservers", "resolvers", "resolver");

    public static readonly Setting<TimeSpan> MinTtl = Setting.WithDefault("min-ttl", Kinds.Duration("100ms", "24h"), "1s",
        "How long an answer is used at least, whatever its TTL says.",
        "hold", "refresh", "dns-refresh-rate");

    public static readonly Setting<TimeSpan> MaxTtl = Setting.WithDefault("max-ttl", Kinds.Duration("100ms", "24h"), "5m",
        "How long an answer is used at most, whatever its TTL says.",
        "valid");

    public static readonly Section<DnsDiscoveryConfig> Section = new(nameof(DnsDiscoveryConfig), "{ name: api.internal, port: 8080 }",
        [Name, Type, Port, Scheme, Servers, MinTtl, MaxTtl],
        reader => new DnsDiscoveryConfig
        {
            Name = reader.Get(Name),
            Type = reader.Get(Type),
            Port = reader.Get(Port),
            Scheme = reader.Get(Scheme),
            Servers = reader.Get(Servers),
            MinTtl = reader.Get(MinTtl),
            MaxTtl = reader.Get(MaxTtl),
            Source = reader.Source,
        });
}
