using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Threading.Tasks;
using Gyrfalcon.Testing;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

namespace Gyrfalcon.EndToEnd.Tests;

/// <summary>
/// Runs a theory once per driver, the driver being its first argument. Where the kernel refuses io_uring that row is skipped and says why.
/// With GYR_E2E_PROXY=nginx the rows run against nginx instead, which proves the tests rather than the program.
/// </summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class EachDriverAttribute(params object?[] arguments) : DataAttribute
{
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker)
    {
        Driver[] drivers = Proxies.NginxStandsIn ? [Driver.Nginx] : [Driver.IoUring, Driver.Epoll];
        return new([.. drivers.Select(driver => new TheoryDataRow([driver, .. arguments])
        {
            Skip = driver == Driver.IoUring ? KernelSupport.WhyNoIoUring : null,
        })]);
    }

    public override bool SupportsDiscoveryEnumeration() => true;
}
