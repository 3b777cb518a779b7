using System;
using System.Text;

using Gyrfalcon.Http.Semantics;

using Xunit;

namespace Gyrfalcon.Http.Tests.Semantics;

public class MethodTests
{
    [Fact]
    public void Each_token_leads_back_to_its_method()
    {
        foreach (Method method in Enum.GetValues<Method>())
            Assert.Equal(method, Methods.Classify(method.Token()));
    }

    [Theory]
    [InlineData("get")]
    [InlineData("GETS")]
    [InlineData("PROPFIND")]
    [InlineData("")]
    public void Other_tokens_are_other(string token) => Assert.Equal(Method.Other, Methods.Classify(Encoding.ASCII.GetBytes(token)));

    // RFC 9110 §9.2
    [Theory]
    [InlineData(Method.Get, true, true)]
    [InlineData(Method.Head, true, true)]
    [InlineData(Method.Options, true, true)]
    [InlineData(Method.Trace, true, true)]
    [InlineData(Method.Put, false, true)]
    [InlineData(Method.Delete, false, true)]
    [InlineData(Method.Post, false, false)]
    [InlineData(Method.Patch, false, false)]
    [InlineData(Method.Connect, false, false)]
    [InlineData(Method.Other, false, false)]
    public void Safe_and_idempotent(Method method, bool safe, bool idempotent)
    {
        Assert.Equal(safe, method.IsSafe());
        Assert.Equal(idempotent, method.IsIdempotent());
    }
}
