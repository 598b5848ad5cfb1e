using Microsoft.Extensions.Configuration;
using MlNetDigits.WebApi.Settings;

namespace MlNetDigits.WebApi.Tests;

public class SettingsTests
{
    private const string Key = "0123456789abcdef";

    [Theory]
    [InlineData("http://127.0.0.1:5000", true)]
    [InlineData("http://127.8.8.8:5000", true)]
    [InlineData("http://[::1]:5000", true)]
    [InlineData("https://localhost:5000", true)]
    [InlineData("http://unix:/tmp/socket", true)]
    [InlineData("http://0.0.0.0:5000", false)]
    [InlineData("http://[::]:5000", false)]
    [InlineData("http://*:5000", false)]
    [InlineData("http://+:5000", false)]
    [InlineData("http://example.org:5000", false)]
    [InlineData("http://192.168.0.7", false)]
    [InlineData("http://localhost.example.org:5000", false)]
    public void WiderAddresses_TakeAKey(string url, bool loopback)
    {
        Assert.Equal(loopback, ListenAddresses.IsLoopback(url));
        foreach (string key in (string[])["urls", "Kestrel:Endpoints:Any:Url"])
        {
            Assert.NotNull(Read((key, url), ("DigitModel:ApiKey", Key)));
            if (loopback)
            {
                Assert.Equal(ListenAddresses.LoopbackNames, Read((key, url)).AllowedHosts);
            }
            else
            {
                Assert.StartsWith($"{url} can be reached from other machines: that takes an API key", Problem((key, url)));
            }
        }
    }

    [Fact]
    public void EveryWayToListen_IsSeen()
    {
        Assert.Contains("http://*:8080 can be reached", Problem(("http_ports", "8080")));
        Assert.Contains("https://*:8443 can be reached", Problem(("urls", ""), ("https_ports", "8443")));
        Assert.Contains("http://*:1 can", Problem(("urls", "http://localhost:5000;http://*:1")));
        Assert.Contains("http://*:2 can", Problem(("urls", "http://localhost:5000"), ("Kestrel:Endpoints:b:Url", "http://*:2")));
        Assert.Contains("expected an address such as", Problem(("urls", "nonsense")));
        Assert.Equal([ListenAddresses.Default], ListenAddresses.Of(Configuration()));
    }

    [Theory]
    [InlineData("MaxBatch", "0", "--max-batch: expected a whole number from 1 to 100000 but found '0'")]
    [InlineData("MaxBodyBytes", "1e6", "--max-body-bytes: expected a whole number from 1024 to 67108864 but found '1e6'")]
    [InlineData("TimeoutSeconds", "-1", "--timeout-seconds: expected a whole number from 1 to 3600 but found '-1'")]
    [InlineData("ApiKey", "short", "DigitModel__ApiKey: expected an API key of 16 to 1024 characters but found 5")]
    [InlineData("ApiKey", "0123456789abc\ndef", "DigitModel__ApiKey: expected an API key of visible ASCII characters, on one line")]
    [InlineData("ApiKeyFile", "/none/there", "/none/there: the file does not exist")]
    public void BadSettings_AreNamed(string name, string value, string problem) =>
        Assert.Equal(problem, Problem(($"DigitModel:{name}", value)));

    [Fact]
    public void KeyFile_IsReadWithoutItsLineEnd()
    {
        string path = Path.GetTempFileName();
        File.WriteAllText(path, Key + "\n");
        Assert.Equal(Key, Read(("DigitModel:ApiKeyFile", path)).ApiKey);
        Assert.Contains("found two", Problem(("DigitModel:ApiKeyFile", path), ("DigitModel:ApiKey", Key)));
        File.WriteAllText(path, "");
        Assert.Contains("but found 0", Problem(("DigitModel:ApiKeyFile", path)));
        File.Delete(path);
    }

    [Fact]
    public void Settings_AreTaken()
    {
        ServiceSettings settings = Read(
            ("urls", "http://*:80"), ("DigitModel:ApiKey", Key), ("DigitModel:AllowedHosts", "a.example; b.example"), ("DigitModel:MaxQueue", "7"));
        Assert.Equal(["a.example", "b.example"], settings.AllowedHosts);
        Assert.Equal(7, settings.MaxQueue);
        Assert.Empty(Read(("urls", "http://*:80"), ("DigitModel:ApiKey", Key)).AllowedHosts);
    }

    private static ServiceSettings Read(params (string Key, string Value)[] values) => ServiceSettings.Read(Configuration(values));

    private static string Problem(params (string Key, string Value)[] values) =>
        Assert.Throws<ServiceException>(() => Read(values)).Message;

    private static IConfiguration Configuration(params (string Key, string Value)[] values) => new ConfigurationBuilder()
        .AddInMemoryCollection(values.Select(value => KeyValuePair.Create(value.Key, (string?)value.Value))).Build();
}
