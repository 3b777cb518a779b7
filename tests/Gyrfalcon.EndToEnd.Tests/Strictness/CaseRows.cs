using System.Collections.Generic;
using System.Linq;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests.Strictness;

/// <summary>Rows of theories over a table: every case on every driver.</summary>
internal static class CaseRows
{
    internal static IEnumerable<TheoryDataRow<Driver, string>> Of(IEnumerable<string> names) =>
        from driver in new[] { Driver.IoUring, Driver.Epoll }
        from name in names
        select new TheoryDataRow<Driver, string>(driver, name)
        {
            Skip = Proxies.NginxStandsIn ? "This is Gyrfalcon's own promise." : driver == Driver.IoUring ? KernelSupport.WhyNoIoUring : null,
        };
}
