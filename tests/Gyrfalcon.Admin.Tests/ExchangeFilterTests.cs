using System.Linq;
using System.Text.Json.Nodes;
using Gyrfalcon.Admin.Api;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Xunit;

namespace Gyrfalcon.Admin.Tests;

public sealed class ExchangeFilterTests
{
    /// <summary>The latest first, as they are read: 5 was retried in vain, 4 with success, 2 was answered here.</summary>
    private static readonly string[] Lines =
    [
        """{"request_id":"5","listener":"web","route":"api","cluster":"app","endpoint":"http://b","status":503,"total_us":20,"tries":[{"endpoint":"http://a","began_us":0,"status":503},{"endpoint":"http://b","began_us":9,"status":503}]}""",
        """{"request_id":"4","listener":"web","route":"api","cluster":"app","endpoint":"http://b","status":200,"total_us":50,"tries":[{"endpoint":"http://a","began_us":0,"fault":"connection-refused"},{"endpoint":"http://b","began_us":9,"status":200}]}""",
        """{"request_id":"3","listener":"internal","route":"site","cluster":"site","endpoint":"http://a","status":200,"total_us":40}""",
        """{"request_id":"2","listener":"web","route":"here","status":204,"total_us":10}""",
        """{"request_id":"1","listener":"web","route":"site","cluster":"site","endpoint":"http://a","status":200,"fault":"client-gone","total_us":30}""",
    ];

    [Theory]
    [InlineData("", "5 4 3 2 1")]
    [InlineData("?limit=2", "5 4")]
    [InlineData("?sort=slowest", "4 3 1 5 2")]
    [InlineData("?sort=slowest&limit=1&cluster=site", "3")]
    [InlineData("?failed=true", "5 1")]
    [InlineData("?failed=false&route=api", "5 4")]
    [InlineData("?listener=internal", "3")]
    [InlineData("?endpoint=http%3A%2F%2Fa", "5 4 3 1")]
    [InlineData("?endpoint=http://a&cluster=app", "5 4")]
    [InlineData("?endpoint=http://a&cluster=app&failed=true", "5 4")]
    [InlineData("?endpoint=http://b&failed=true", "5")]
    [InlineData("?endpoint=http://c", "")]
    public void What_is_asked_for_is_found(string query, string ids)
    {
        ExchangeFilter? filter = ExchangeFilter.Read(QueryOf(query), out string? problem);
        Assert.Null(problem);
        Assert.Equal(ids, string.Join(' ', filter!.Of(Lines).Select(static line => (string?)JsonNode.Parse(line)!["request_id"])));
    }

    [Theory]
    [InlineData("?failed=perhaps", "failed is true or false.")]
    [InlineData("?sort=oldest", "sort is latest or slowest.")]
    [InlineData("?limit=0", "The limit is a whole number from 1.")]
    [InlineData("?limit=-1", "The limit is a whole number from 1.")]
    public void What_makes_no_sense_is_refused(string query, string why)
    {
        Assert.Null(ExchangeFilter.Read(QueryOf(query), out string? problem));
        Assert.Equal(why, problem);
    }

    [Fact]
    public void It_stands_in_the_description()
    {
        JsonArray parameters = JsonNode.Parse(OpenApiDocument.Text)!["paths"]!["/v1/exchanges"]!["get"]!["parameters"]!.AsArray();
        Assert.Equal(["listener", "route", "cluster", "endpoint", "failed", "sort", "limit"], parameters.Select(static each => (string?)each!["name"]));
    }

    private static QueryCollection QueryOf(string query) => new(QueryHelpers.ParseQuery(query));
}
