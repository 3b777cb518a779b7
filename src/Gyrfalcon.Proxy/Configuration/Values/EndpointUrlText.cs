using System;
using System.Net;
using Gyrfalcon.Proxy.Configuration.Diagnostics;
using Gyrfalcon.Proxy.Configuration.Yaml;

namespace Gyrfalcon.Proxy.Configuration.Values;

/// <summary>Endpoints' URLs: scheme, host, port, and nothing else.</summary>
internal static class EndpointUrlText
{
    private const string Forms = "write `http://10.0.0.1:8080` or `https://api.example.com`";

    public static Parsed<EndpointConfig> Parse(string text)
    {
        // Said first and without the text itself: it may hold a password.
        int at = text.LastIndexOf('@');
        if (at >= 0)
            return Extra("the URL holds credentials", $"remove everything before and with the `@`: {Forms}");

        int colon = text.IndexOf("://", StringComparison.Ordinal);
        if (colon < 0)
        {
            return LooksLikeAuthority(text)
                ? Wrong($"the URL `{Shown.Text(text)}` has no scheme", $"write `http://{Shown.Text(text)}` or `https://{Shown.Text(text)}`")
                : Wrong($"`{Shown.Text(text)}` is not an endpoint's URL", Forms);
        }

        if (Scheme(text[..colon]) is not { } scheme)
            return Wrong($"the scheme `{Shown.Text(text[..colon])}` is not supported", "an endpoint's URL begins with `http://` or `https://`");

        string prefix = text[..(colon + 3)].ToLowerInvariant();
        string authority = text[(colon + 3)..];
        int end = authority.AsSpan().IndexOfAny("/?#\\");
        string extra = end < 0 ? "" : authority[end..];
        if (end >= 0)
            authority = authority[..end];

        if (extra is not ("" or "/"))
            return Extra($"the URL has {Part(extra[0])}, `{Shown.Text(extra)}`", $"write `{prefix}{Shown.Text(authority)}`; the path and query are those of each request");
        return Authority(text, scheme, authority);
    }

    private static Parsed<EndpointConfig> Authority(string text, EndpointScheme scheme, string authority)
    {
        string host;
        IPAddress? ip = null;
        ReadOnlySpan<char> afterHost;
        if (authority.StartsWith('['))
        {
            int close = authority.IndexOf(']', StringComparison.Ordinal);
            if (close < 0 || !HostText.TryIPv6(authority.AsSpan(1, close - 1), out IPAddress v6))
                return new Complaint(DiagnosticCodes.Host, $"`{Shown.Text(authority)}` is not an IPv6 address in brackets", "write `http://[2001:db8::1]:8080`; zones such as `%eth0` are not supported");
            ip = v6;
            host = v6.ToString();
            afterHost = authority.AsSpan(close + 1);
            if (!afterHost.IsEmpty && afterHost[0] != ':')
                return new Complaint(DiagnosticCodes.Host, $"`{Shown.Text(afterHost.ToString())}` stands after the closing bracket", "only `:` and a port may follow");
        }
        else
        {
            int colon = authority.IndexOf(':', StringComparison.Ordinal);
            if (colon >= 0 && authority.AsSpan(colon + 1).Contains(':'))
                return new Complaint(DiagnosticCodes.Host, $"`{Shown.Text(authority)}` is an IPv6 address without brackets", "write `http://[2001:db8::1]:8080`");
            if (!HostText.ParseNameOrIPv4(colon < 0 ? authority : authority[..colon]).Succeeded(out host!, out Complaint? hostComplaint))
                return hostComplaint;
            if (HostText.TryIPv4(host, out IPAddress v4))
                ip = v4;
            afterHost = colon < 0 ? default : authority.AsSpan(colon);
        }

        int port = EndpointConfig.DefaultPort(scheme);
        if (!afterHost.IsEmpty && !PortText.Parse(afterHost[1..], least: 1).Succeeded(out port, out Complaint? portComplaint))
            return portComplaint;
        return new EndpointConfig { Scheme = scheme, Host = host, Ip = ip, Port = port, Text = text };
    }

    private static EndpointScheme? Scheme(string text) => text.ToLowerInvariant() switch
    {
        "http" => EndpointScheme.Http,
        "https" => EndpointScheme.Https,
        _ => null,
    };

    private static string Part(char first) => first switch
    {
        '?' => "a query",
        '#' => "a fragment",
        _ => "a path",
    };

    private static bool LooksLikeAuthority(string text)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        string host = colon < 0 ? text : text[..colon];
        return HostText.ParseNameOrIPv4(host).Succeeded(out _, out _) && (colon < 0 || PortText.Parse(text.AsSpan(colon + 1), 1).Succeeded(out _, out _));
    }

    private static Complaint Wrong(string problem, string remedy) => new(DiagnosticCodes.EndpointUrl, problem, remedy);

    private static Complaint Extra(string problem, string remedy) => new(DiagnosticCodes.EndpointUrlExtra, problem, remedy);
}
