using Gyrfalcon.Proxy.Telemetry;
using Xunit;

namespace Gyrfalcon.Proxy.Tests.Telemetry;

public sealed class CountedStatusTests
{
    [Theory]
    [InlineData(0, "0")]
    [InlineData(100, "100")]
    [InlineData(200, "200")]
    [InlineData(299, "2xx")]
    [InlineData(404, "404")]
    [InlineData(499, "499")]
    [InlineData(498, "4xx")]
    [InlineData(522, "522")]
    [InlineData(599, "5xx")]
    [InlineData(600, "_other")]
    [InlineData(999, "_other")]
    public void WhatIsNotInUseIsCountedWithItsClass(int status, string label) => Assert.Equal(label, CountedStatus.Label(CountedStatus.Of(status)));

    [Theory]
    [InlineData(500, true)]
    [InlineData(511, true)]
    [InlineData(599, true)]
    [InlineData(499, false)]
    [InlineData(0, false)]
    [InlineData(600, false)]
    public void AServersErrorStaysOne(int status, bool isError) => Assert.Equal(isError, CountedStatus.IsServerError(CountedStatus.Of(status)));
}
