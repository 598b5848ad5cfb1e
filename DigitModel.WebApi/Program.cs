return await MlNetDigits.WebApi.App.RunAsync(args);
