using System;
using System.Collections.Generic;
using System.Globalization;
using Gyrfalcon.Proxy.Configuration.Checks;
using Gyrfalcon.Proxy.Configuration.Diagnostics;
using Gyrfalcon.Proxy.Configuration.Schema;

namespace Gyrfalcon.Proxy.Configuration;

/// <summary>
/// Makes the configuration of <c>gyr proxy</c>, which has no file: listeners <c>web</c>, <c>web-2</c> …, one route and one cluster,
/// <c>app</c>. Values are judged as in a file, so that both ways report the same sentences; an option's name stands for the path.
/// </summary>
public static class ProxyCommandConfig
{
    private const string ListenOption = "--listen";
    private const string ToOption = "--to";
    private const string AdminOption = "--admin";
    private const string ClusterName = "app";

    /// <summary>Makes and checks the configuration. Never throws for what the user wrote.</summary>
    /// <param name="arguments">The options.</param>
    public static ConfigResult Build(ProxyCommandArguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        var diagnostics = new DiagnosticList("");
        var reading = new Reading(diagnostics, Environment.CurrentDirectory);
        var config = new ProxyConfig
        {
            Workers = Value(ProxySection.Workers, "--workers", arguments.Workers, reading),
            Driver = Value(ProxySection.Driver, "--driver", arguments.Driver, reading),
            Drain = Value(ProxySection.Drain, "--drain", arguments.Drain, reading),
            Admin = Admin(arguments.Admin, reading),
            AccessLog = new AccessLogConfig { Format = Value(AccessLogSection.Format, "--access-log", arguments.AccessLog, reading) },
            Listeners = Listeners(arguments.Listen, reading),
            Routes = [new RouteConfig { Name = ClusterName, Cluster = ClusterName }],
            Clusters = [Cluster(arguments, reading)],
        };
        ConfigChecks.Run(config, reading);
        return new ConfigResult(diagnostics.HasErrors ? null : config, diagnostics.Sorted());
    }

    private static AdminConfig Admin(string? text, Reading reading)
    {
        if (text is null) return new AdminConfig();
        if (text == "off") return AdminConfig.Off;
        return new AdminConfig { Listen = Value(AdminSection.Listen, AdminOption, text, reading), IsWritten = true, Source = reading.Source(AdminOption) };
    }

    private static IReadOnlyList<ListenerConfig> Listeners(IReadOnlyList<string> addresses, Reading reading)
    {
        if (addresses.Count == 0)
            reading.Report(DiagnosticCodes.NoListeners, ListenOption, "there is no address to listen on", "add `--listen :8000`");
        var listeners = new List<ListenerConfig>();
        foreach (string text in addresses)
        {
            if (!Kinds.ListenAddress.TryReadText(text, ListenOption, reading, out ListenAddress? address))
                continue;
            string name = listeners.Count == 0 ? "web" : string.Create(CultureInfo.InvariantCulture, $"web-{listeners.Count + 1}");
            listeners.Add(new ListenerConfig { Name = name, Address = address, Source = reading.Source(ListenOption) });
        }

        return [.. listeners];
    }

    private static ClusterConfig Cluster(ProxyCommandArguments arguments, Reading reading)
    {
        if (arguments.To.Count == 0)
            reading.Report(DiagnosticCodes.NoEndpoints, ToOption, "there is no endpoint to forward to", "add `--to http://10.0.0.1:8080`");
        var endpoints = new List<EndpointConfig>();
        foreach (string text in arguments.To)
        {
            if (Kinds.EndpointUrl.TryReadText(text, ToOption, reading, out EndpointConfig? endpoint))
                endpoints.Add(endpoint with { Source = reading.Source(ToOption) });
        }

        string authorityPath = $"{ToOption}.{ClusterSection.Tls.Key}.{ClusterTlsSection.Authority.Key}";
        reading.Place(authorityPath, default);
        reading.Show(authorityPath, "--authority");
        string? authority = arguments.Authority is { } file && Kinds.FilePath.TryReadText(file, "--authority", reading, out string? path) ? reading.FullPath(path) : null;
        return new ClusterConfig
        {
            Name = ClusterName,
            Endpoints = [.. endpoints],
            Host = Value(ClusterSection.Host, "--host", arguments.Host, reading),
            Tls = new ClusterTlsConfig { Authority = authority, Verify = Value(ClusterTlsSection.Verify, "--verify", arguments.Verify, reading) },
            Source = reading.Source(ToOption),
        };
    }

    private static T Value<T>(Setting<T> setting, string option, string? text, Reading reading) =>
        text is not null && ((ScalarShape<T>)setting.Shape).TryReadText(text, option, reading, out T? value) ? value : setting.Fallback;
}
