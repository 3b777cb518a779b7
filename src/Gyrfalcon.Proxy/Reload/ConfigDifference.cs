using System.Collections.Generic;
using System.Linq;
using Gyrfalcon.Proxy.Configuration;

namespace Gyrfalcon.Proxy.Reload;

/// <summary>Where two configurations differ, without a plan of what the change would do.</summary>
public static class ConfigDifference
{
    /// <summary>Each listener, route, cluster and setting that is not the same in both: <c>cluster app</c>, <c>drain</c>.</summary>
    public static IEnumerable<string> Between(ProxyConfig one, ProxyConfig other)
    {
        System.ArgumentNullException.ThrowIfNull(one);
        System.ArgumentNullException.ThrowIfNull(other);
        return
        [
            .. Named("listener", one.Listeners.Select(static each => (each.Name, (object)each)), other.Listeners.Select(static each => (each.Name, (object)each))),
            .. Named("route", one.Routes.Select(static each => (each.Name, (object)each)), other.Routes.Select(static each => (each.Name, (object)each))),
            .. Named("cluster", one.Clusters.Select(static each => (each.Name, (object)each)), other.Clusters.Select(static each => (each.Name, (object)each))),
            .. Settings(one, other),
        ];
    }

    private static IEnumerable<string> Named(string thing, IEnumerable<(string Name, object Config)> one, IEnumerable<(string Name, object Config)> other)
    {
        (string Name, object Config)[] first = [.. one], second = [.. other];
        string[] differing = [.. first.Except(second).Concat(second.Except(first)).Select(static each => each.Name).Distinct()];
        return differing.Length == 0 && !first.SequenceEqual(second) ? [$"the order of the {thing}s"] : differing.Select(name => $"{thing} {name}");
    }

    private static IEnumerable<string> Settings(ProxyConfig one, ProxyConfig other)
    {
        (string Name, bool IsSame)[] settings =
        [
            ("workers", one.Workers == other.Workers),
            ("driver", one.Driver == other.Driver),
            ("memory", one.Memory == other.Memory),
            ("admin", one.Admin == other.Admin),
            ("state", one.State == other.State),
            ("access-log", one.AccessLog == other.AccessLog),
            ("otlp", one.Otlp == other.Otlp),
            ("explain", one.Explain == other.Explain),
            ("drain", one.Drain == other.Drain),
        ];
        return settings.Where(static setting => !setting.IsSame).Select(static setting => setting.Name);
    }
}
