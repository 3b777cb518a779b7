using System.Text;
using CsCheck;
using Gyrfalcon.Http.Semantics;
using Xunit;

namespace Gyrfalcon.Http.Tests.Semantics;

public sealed class RoutingPathTests
{
    [Theory]
    [InlineData("/", "/")]
    [InlineData("*", "*")]
    [InlineData("", "")]
    [InlineData("/a/b", "/a/b")]
    [InlineData("/a/", "/a/")]
    [InlineData("/a.b/..c/.../d.", "/a.b/..c/.../d.")]
    [InlineData("/%61%2D%2e%5F%7e", "/a-._~")]
    [InlineData("/a%2fb%c3%a4%20", "/a%2Fb%C3%A4%20")]
    [InlineData("//a///b//", "/a/b/")]
    [InlineData("/a/./b/.", "/a/b/")]
    [InlineData("/a/../b/..", "/")]
    [InlineData("/a/b/..", "/a/")]
    [InlineData("/a/b/../../c", "/c")]
    [InlineData("/%2e%2E/a", "/a")]
    [InlineData("/a;x=1/b;y/c;", "/a/b/c")]
    [InlineData("/a/;x/b", "/a/b")]
    [InlineData("/a/;x", "/a/")]
    [InlineData("/a/..;x/b", "/b")]
    [InlineData("/..", "/")]
    [InlineData("/%", "/%")]
    [InlineData("/%4", "/%4")]
    public void A_path_has_one_normal_form(string path, string normal) => Assert.Equal(normal, Normalised(path, out _));

    [Theory]
    [InlineData("/a/b.c", PathMarks.None)]
    [InlineData("/a;b/%20", PathMarks.None)]
    [InlineData("/a/./b", PathMarks.DotSegment)]
    [InlineData("/a/%2e%2e;x", PathMarks.DotSegment)]
    [InlineData("/a//b", PathMarks.EmptySegment)]
    [InlineData("/a/;/b", PathMarks.EmptySegment)]
    [InlineData("/..", PathMarks.DotSegment | PathMarks.AboveRoot)]
    [InlineData("/a/../../b", PathMarks.DotSegment | PathMarks.AboveRoot)]
    [InlineData("/a%2Fb", PathMarks.EncodedDelimiter)]
    [InlineData("/a%5cb", PathMarks.EncodedDelimiter)]
    [InlineData("/a%3Bb", PathMarks.EncodedDelimiter)]
    [InlineData("/a%252e", PathMarks.EncodedDelimiter)]
    public void What_readers_disagree_about_is_marked(string path, PathMarks marks)
    {
        Normalised(path, out PathMarks found);
        Assert.Equal(marks, found);
    }

    [Theory]
    [InlineData("/a%2Fb", "/a/b")]
    [InlineData("/a%5C%5cb", "/a/b")]
    [InlineData("/a%3Bx/b", "/a/b")]
    [InlineData("/%252fa", "/a")]
    [InlineData("/%25252e%25252E/a", "/a")]
    [InlineData("/100%25", "/100%")]
    [InlineData("/%25%35c", "/%5c")]
    [InlineData("/%2525", "/%")]
    public void The_reading_of_those_who_decode_everything(string path, string reading)
    {
        byte[] room = new byte[path.Length];
        int length = RoutingPath.DecodeAll(Encoding.ASCII.GetBytes(path), room, removeDots: true, out _);
        Assert.Equal(reading, Encoding.ASCII.GetString(room, 0, length));
    }

    [Fact]
    public void The_reading_of_those_who_take_dots_for_names()
    {
        byte[] room = new byte[100];
        int length = RoutingPath.KeepDots("//a;x/%2e/../b"u8, room);
        Assert.Equal("/a/./../b", Encoding.ASCII.GetString(room, 0, length));
    }

    [Fact]
    public void Normal_forms_are_normal_and_no_longer()
    {
        string[] pieces = ["/", ".", "..", "a", "2e", ";", "%2e", "%2E", "%2f", "%5C", "%25", "%3b", "%61", "%c3"];
        Gen.Int[0, pieces.Length - 1].Select(index => pieces[index]).Array[0, 15].Sample(chosen =>
        {
            string path = "/" + string.Concat(chosen);
            string normal = Normalised(path, out _);
            return normal.Length <= path.Length && normal[0] == '/' && Normalised(normal, out PathMarks marks) == normal && (marks & (PathMarks.DotSegment | PathMarks.EmptySegment)) == 0
                && (!RoutingPath.IsNormal(Encoding.ASCII.GetBytes(path)) || normal == path);
        }, iter: 20_000);
    }

    private static string Normalised(string path, out PathMarks marks)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(path);
        int length = RoutingPath.Normalise(bytes, bytes, out marks);
        return Encoding.ASCII.GetString(bytes, 0, length);
    }
}
