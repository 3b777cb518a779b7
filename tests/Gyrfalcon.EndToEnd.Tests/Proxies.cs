using System;
using System.Threading.Tasks;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests;

/// <summary>Starts the proxy that a test asks for.</summary>
internal static class Proxies
{
    internal static bool NginxStandsIn { get; } = Environment.GetEnvironmentVariable("GYR_E2E_PROXY") == "nginx";

    /// <summary>The program, or nginx in its place where that can do the same.</summary>
    internal static async Task<IProxyUnderTest> StartAsync(ProxyPlan plan, Driver driver)
    {
        if (driver != Driver.Nginx)
            return await GyrProcess.RunAsync(plan, driver);
        if (NginxConfiguration.WhyNot(plan) is { } reason)
            Assert.Skip(reason);
        return await NginxProcess.StartAsync(plan);
    }

    /// <summary>The program, for tests of what is its own; skipped when nginx stands in.</summary>
    internal static Task<GyrProcess> StartGyrAsync(ProxyPlan plan, Driver driver)
    {
        OnlyGyr(driver);
        return GyrProcess.RunAsync(plan, driver);
    }

    /// <summary>Says that what follows is promised by Gyrfalcon alone.</summary>
    internal static void OnlyGyr(Driver driver) => Assert.SkipWhen(driver == Driver.Nginx, "This is Gyrfalcon's own promise.");

    internal static Task<RawClient> ConnectAsync(this IProxyUnderTest proxy, int? receiveBufferBytes = null) =>
        RawClient.ConnectAsync(proxy.Address, receiveBufferBytes);
}
