using System.ComponentModel;
using System.Diagnostics;
using System.Net.Sockets;
using MlNetDigits.WebApi.Launch;
using MlNetDigits.WebApi.Settings;

namespace MlNetDigits.WebApi.Tests;

public class LaunchTests
{
    [Theory]
    [InlineData("http://127.0.0.1:5001", "http://127.0.0.1:5001/")]
    [InlineData("http://0.0.0.0:80", "http://localhost:80/")]
    [InlineData("http://[::]:8080", "http://localhost:8080/")]
    [InlineData("http://*:8080", "http://localhost:8080/")]
    [InlineData("https://digits.example", "https://digits.example:443/")]
    public void Browser_OpensThePage(string address, string page)
    {
        ProcessStartInfo? started = null;
        Assert.Null(Browser.Open(address, start =>
        {
            started = start;
            return null;
        }));
        Assert.Equal(page, started!.FileName);
        Assert.True(started.UseShellExecute);
    }

    [Fact]
    public void NoBrowser_IsToldInOneLine() => Assert.Equal(
        "No browser could be opened (none here): the page is at http://127.0.0.1:5000/",
        Browser.Open("http://127.0.0.1:5000", _ => throw new Win32Exception(2, "none here")));

    [Theory]
    [InlineData("http://127.0.0.1:5000")]
    [InlineData("http://127.0.0.1:5002", 5000, 5001, 5003)]
    public void FirstFree_IsTheFirstPortThatNobodyUses(string address, params int[] inUse) =>
        Assert.Equal(address, ListenAddresses.FirstFree(inUse.ToHashSet()));

    [Fact]
    public void StartProblems_AreThoseOfTheMachine_NotOfTheProgram()
    {
        Assert.StartsWith("--urls: this program is not permitted", StartProblem.Describe(new SocketException((int)SocketError.AccessDenied)), StringComparison.Ordinal);
        Assert.Equal("outer inner", StartProblem.Describe(new InvalidDataException("outer", new FormatException("middle", new IOException("inner")))));
        Assert.Equal("outer: inner.", StartProblem.Describe(new IOException("outer: inner.", new IOException("Inner"))));
        Assert.Null(StartProblem.Describe(new NotSupportedException()));
    }
}
