using System;
using System.Linq;
using System.Text.RegularExpressions;

using Xunit;

namespace Gyrfalcon.Http.Tests;

public class FaultTableTests
{
    // RFC 9209 §2.3, those that a proxy without a cache can use.
    private static readonly string[] RegisteredTypes =
    [
        "dns_timeout", "dns_error", "destination_not_found", "destination_unavailable", "destination_ip_prohibited", "destination_ip_unroutable",
        "connection_refused", "connection_terminated", "connection_timeout", "connection_read_timeout", "connection_write_timeout", "connection_limit_reached",
        "tls_protocol_error", "tls_certificate_error", "tls_alert_received", "http_request_error", "http_request_denied", "http_response_incomplete",
        "http_response_header_section_size", "http_response_header_size", "http_response_body_size", "http_response_trailer_section_size",
        "http_response_transfer_coding", "http_response_content_coding", "http_response_timeout", "http_upgrade_failed", "http_protocol_error",
        "proxy_internal_response", "proxy_internal_error", "proxy_configuration_error", "proxy_loop_detected",
    ];

    public static TheoryData<FaultKind> Kinds => [.. Enum.GetValues<FaultKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_kind_has_its_row(FaultKind kind)
    {
        Fault row = FaultTable.Of(kind);

        Assert.NotNull(row);
        Assert.Equal(kind, row.Kind);
        if (kind == FaultKind.None)
            return;
        Assert.InRange(row.Status, 400, 599);
        Assert.Matches(new Regex("^[a-z0-9]+(-[a-z0-9]+)*$"), row.LogCode);
        Assert.Matches(new Regex("^[a-z0-9_]+$"), row.MetricLabel);
        Assert.EndsWith(".", row.Sentence, StringComparison.Ordinal);
        if (kind != FaultKind.ClientGone)
            Assert.Contains(row.ProxyStatus, RegisteredTypes);
    }

    [Fact]
    public void There_is_one_row_for_each_kind_and_no_other() => Assert.Equal(Enum.GetValues<FaultKind>().Length, FaultTable.Count);

    [Fact]
    public void Log_codes_are_unique()
    {
        string[] codes = [.. Enum.GetValues<FaultKind>().Select(kind => FaultTable.Of(kind).LogCode)];
        Assert.Equal(codes.Length, codes.Distinct().Count());
    }

    [Theory]
    [InlineData(FaultKind.MalformedRequest, 400)]
    [InlineData(FaultKind.AmbiguousFraming, 400)]
    [InlineData(FaultKind.RequestHeaderTimeout, 408)]
    [InlineData(FaultKind.BodyTooLarge, 413)]
    [InlineData(FaultKind.RequestLineTooLong, 414)]
    [InlineData(FaultKind.ExpectationFailed, 417)]
    [InlineData(FaultKind.MisdirectedRequest, 421)]
    [InlineData(FaultKind.RateLimited, 429)]
    [InlineData(FaultKind.HeaderBlockTooLarge, 431)]
    [InlineData(FaultKind.TooManyFields, 431)]
    [InlineData(FaultKind.ClientGone, 499)]
    [InlineData(FaultKind.InternalError, 500)]
    [InlineData(FaultKind.MethodNotImplemented, 501)]
    [InlineData(FaultKind.ConnectionRefused, 502)]
    [InlineData(FaultKind.NoEndpoint, 503)]
    [InlineData(FaultKind.ConnectTimeout, 504)]
    [InlineData(FaultKind.VersionNotSupported, 505)]
    [InlineData(FaultKind.LoopDetected, 508)]
    public void Statuses_are_those_of_the_conventions(FaultKind kind, int status) => Assert.Equal(status, FaultTable.Of(kind).Status);

    [Fact]
    public void What_breaks_the_client_connection_closes_it()
    {
        foreach (Fault row in Enum.GetValues<FaultKind>().Select(FaultTable.Of))
        {
            if (row.Side == FaultSide.Client && row.Scope == FaultScope.Connection)
                Assert.True(row.ClosesDownstream, $"{row.Kind}");
        }
    }

    [Fact]
    public void What_the_client_did_is_never_tried_again()
    {
        foreach (Fault row in Enum.GetValues<FaultKind>().Select(FaultTable.Of))
        {
            if (row.Side == FaultSide.Client)
                Assert.Equal(RetrySafety.Never, row.Retry);
        }
    }
}
