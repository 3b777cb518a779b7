using System;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests;

/// <summary>What every answer that Gyrfalcon makes itself must show.</summary>
internal static class Answers
{
    /// <summary>The status, and — from Gyrfalcon, not from nginx in its place — a Proxy-Status of that RFC 9209 error.</summary>
    internal static void AssertFault(Driver driver, WireResponse response, int status, string error)
    {
        Assert.Equal(status, response.Status);
        if (driver == Driver.Nginx)
            return;
        string proxyStatus = Assert.Single(response.Fields.All("Proxy-Status"));
        Assert.StartsWith("gyr;", proxyStatus, StringComparison.Ordinal);
        Assert.Contains($"error={error}", proxyStatus.Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
        if (status is 503 or 429)
            Assert.True(response.Fields.Contains("Retry-After"), "503 and 429 carry Retry-After.");
    }
}
