using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using Gyrfalcon.Http.Semantics;
using Gyrfalcon.Proxy.Configuration;
using Gyrfalcon.Proxy.Downstream;
using Gyrfalcon.Proxy.Snapshots;
using Gyrfalcon.Proxy.Upstream;

namespace Gyrfalcon.Proxy.Explaining;

/// <summary>What happens to a request between its route and its endpoint, and to an answer of our own.</summary>
internal static class WayExplainer
{
    /// <summary>Fields of one connection that are told of elsewhere, or of which the next may have its own.</summary>
    private static readonly FieldSet WrittenAnew = FieldSet.Of(KnownField.Connection, KnownField.TransferEncoding, KnownField.Upgrade, KnownField.TE);

    /// <summary>What is changed on the way to one of these clusters.</summary>
    internal static IEnumerable<string> Policies(RequestHead request, Arrival arrival, IReadOnlyList<(Cluster Cluster, ClusterConfig Config)> clusters, Snapshot snapshot)
    {
        foreach (string sentence in Removed(arrival, request.Fields)) yield return sentence;
        if (snapshot.Explain is not null && request.Fields.Contains(KnownField.GyrExplain)) yield return "Gyr-Explain: taken out, for it is for this proxy";
        foreach (string sentence in Forwarded(request, arrival)) yield return sentence;
        if (request.MaxForwards > 0) yield return string.Create(CultureInfo.InvariantCulture, $"Max-Forwards: {request.MaxForwards - 1} (one less)");
        foreach ((Cluster cluster, _) in clusters) yield return $"Host towards cluster {cluster.Name}: {HostFor(request, cluster)}";
        foreach (string sentence in ProxyHeaders(clusters)) yield return sentence;
        if (snapshot.TracedPerMillion is { } share)
        {
            bool isTold = request.Fields.Contains(KnownField.TraceParent);
            string sampled = isTold && arrival.IsTrusted ? "whether it is recorded is what it says" : string.Create(CultureInfo.InvariantCulture, $"{share / 10_000m:0.####} % are recorded, and what fails");
            yield return $"traceparent {(isTold ? "goes on with the trace that it tells, under a span of each attempt's" : "begins a trace named like the request")}; {sampled}";
        }

        foreach (string sentence in Hsts(arrival.Listener)) yield return sentence;
        if (arrival.MaxBody != long.MaxValue) yield return string.Create(CultureInfo.InvariantCulture, $"a body of more than {arrival.MaxBody} bytes is answered 413");
    }

    /// <summary>What answers that no endpoint has given get.</summary>
    /// <param name="arrival">How the request comes in.</param>
    /// <param name="fields">Its fields; null if they cannot be read.</param>
    internal static IEnumerable<string> OfOwnAnswers(Arrival arrival, HeaderBlock? fields) => [.. Hsts(arrival.Listener), $"the answer gets X-Request-ID: {(fields is not null && TellsId(arrival, fields) ? $"{Text(fields[KnownField.XRequestID])} (that of {arrival.ClientName}, a trusted proxy)" : "a new one")}"];

    /// <summary>The clusters to which connections begin with a PROXY header.</summary>
    internal static IEnumerable<string> ProxyHeaders(IReadOnlyList<(Cluster Cluster, ClusterConfig Config)> clusters)
    {
        foreach ((Cluster cluster, ClusterConfig config) in clusters)
        {
            if (config.ProxyProtocol is { } version) yield return $"a connection to cluster {cluster.Name} begins with a PROXY header, {version.ToString().ToLowerInvariant()}, and serves this client alone";
        }
    }

    private static bool TellsId(Arrival arrival, HeaderBlock fields) => arrival.IsTrusted && !fields[KnownField.XRequestID].IsEmpty;

    private static IEnumerable<string> Hsts(Listener listener) => listener.Hsts.Length > 0 ? [$"the answer gets {Encoding.ASCII.GetString(listener.Hsts).Trim()}"] : [];

    /// <summary>What of the client's fields does not go on.</summary>
    private static IEnumerable<string> Removed(Arrival arrival, HeaderBlock fields)
    {
        if (fields.Contains(KnownField.Connection)) yield return $"the fields that `Connection: {Text(fields[KnownField.Connection])}` names end here, and so does Connection";
        string[] hops = Names(fields, HopByHop.Fields, besides: WrittenAnew);
        if (hops.Length > 0) yield return $"{string.Join(", ", hops)}: between the client and this proxy, not for the endpoint";
        string[] untrue = Names(fields, WayFields.Replaced(arrival.IsTrusted, arrival.HasCertificate == true), besides: WayFields.Own);
        if (untrue.Length > 0) yield return $"{string.Join(", ", untrue)}: taken out, for {(arrival.IsTrusted ? $"{arrival.ClientName} has shown a certificate itself" : $"{arrival.ClientName} is no trusted proxy")}";
    }

    /// <summary>What is told to the endpoint of the way, value by value.</summary>
    private static IEnumerable<string> Forwarded(RequestHead request, Arrival arrival)
    {
        HeaderBlock fields = request.Fields;
        string client = arrival.ClientName;
        bool isTrusted = arrival.IsTrusted;
        string before = All(fields, KnownField.XForwardedFor);
        yield return before.Length > 0 && isTrusted ? $"X-Forwarded-For: {before}, {client} (added to, for {client} is a trusted proxy)" : Set(KnownField.XForwardedFor, client);
        yield return Set(KnownField.XForwardedProto, arrival.IsSecured ? "https" : "http");
        bool tellsHost = fields.TryGet(KnownField.XForwardedHost, out ReadOnlySpan<byte> host);
        if (isTrusted && tellsHost ? !host.IsEmpty : !request.Authority.IsEmpty) yield return Set(KnownField.XForwardedHost, Text(request.Authority));
        else if (tellsHost) yield return $"X-Forwarded-Host: taken out, for {(isTrusted ? "it is empty" : $"{client} is no trusted proxy, and the request names no host")}";
        yield return isTrusted && !TellsId(arrival, fields) ? "X-Request-ID: a new one" : Set(KnownField.XRequestID, "a new one");
        if (arrival.HasCertificate != false) yield return $"X-Client-Cert-Subject, X-Client-Cert-SAN, X-Client-Cert-Fingerprint: what the client's certificate says{(arrival.HasCertificate is null ? ", if it shows one" : "")}";
        string via = All(fields, KnownField.Via);
        yield return $"Via: {(via.Length > 0 ? $"{via}, and then " : "")}an entry of this proxy";

        string Set(KnownField field, string own)
        {
            string name = Text(field.Name());
            if (!fields.TryGet(field, out ReadOnlySpan<byte> told)) return $"{name}: {own}";
            return isTrusted ? $"{name}: {Text(told)} (kept, for {client} is a trusted proxy)" : $"{name}: {own} (in the place of the client's, for {client} is no trusted proxy)";
        }
    }

    private static string HostFor(RequestHead request, Cluster cluster)
    {
        string clients = request.Authority.IsEmpty ? "the endpoint's own, for the request has none" : $"{Text(request.Authority)} (the client's)";
        const string Own = "the endpoint's own";
        return cluster.Host switch
        {
            HostSource.Literal => Text(cluster.LiteralHost),
            HostSource.Endpoint => Own,
            HostSource.Client => clients,
            _ => Array.TrueForAll(cluster.Endpoints, static endpoint => !endpoint.IsSecure) ? clients : Array.TrueForAll(cluster.Endpoints, static endpoint => endpoint.IsSecure) ? $"{Own}, for it speaks TLS" : $"{Own} where it speaks TLS, else {clients}",
        };
    }

    /// <summary>The names of the fields that are there, as they are known.</summary>
    private static string[] Names(HeaderBlock fields, FieldSet of, FieldSet besides)
        => [.. Enum.GetValues<KnownField>().Where(field => of.Contains(field) && fields.Contains(field) && !besides.Contains(field)).Select(static field => Text(field.Name()))];

    /// <summary>All values of a field, joined.</summary>
    private static string All(HeaderBlock fields, KnownField field)
    {
        var values = new List<string>();
        for (int i = fields.IndexOf(field); i >= 0; i = fields.IndexOf(field, i + 1)) values.Add(Text(fields[i].Value));
        return string.Join(", ", values);
    }

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.ASCII.GetString(bytes);
}
