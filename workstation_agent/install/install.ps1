# Puts Schoolbell's agent on a lab PC with Windows 10 or 11. Not yet exercised in CI.
# In PowerShell as administrator:
#   & ([scriptblock]::Create((irm @SERVER@/agent/install.ps1))) -Code ABCD-EFGH
# -Wheels FOLDER takes the Python packages from a folder, where there is no way to the internet.
# -Remove takes the agent off again, and gives back every policy that lessons took.
param([string]$Code = '', [string]$Wheels = '', [switch]$Remove)
$ErrorActionPreference = 'Stop'
$server = '@SERVER@'
$wheel = '@WHEEL@'
$agentHome = Join-Path $env:ProgramFiles 'Schoolbell agent'
$data = Join-Path $env:ProgramData 'Schoolbell agent'

function Stop-With([string]$sentence) { throw $sentence }
function Invoke-Checked([string]$program, [string[]]$arguments) {
    & $program @arguments
    if ($LASTEXITCODE -ne 0) { Stop-With "$program ended with $LASTEXITCODE. What it said is above." }
}

$me = [Security.Principal.WindowsPrincipal][Security.Principal.WindowsIdentity]::GetCurrent()
if (-not $me.IsInRole([Security.Principal.WindowsBuiltInRole]::Administrator)) {
    Stop-With 'Open PowerShell as administrator, then run this line again.'
}
if ($Remove) {
    Stop-ScheduledTask -TaskName 'Schoolbell agent' -ErrorAction SilentlyContinue
    Unregister-ScheduledTask -TaskName 'Schoolbell agent' -Confirm:$false -ErrorAction SilentlyContinue
    $python = Join-Path $agentHome 'Scripts\python.exe'
    # Whatever is left of the agent and its worker: a stopped task does not wait for them.
    Get-Process | Where-Object { $_.Path -and $_.Path.StartsWith($agentHome) } | Stop-Process -Force
    if (Test-Path $python) {
        Invoke-Checked $python @('-P', '-m', 'workstation_agent.platform.windows.release', $data)
    }
    Remove-Item -Recurse -Force $agentHome, $data -ErrorAction SilentlyContinue
    Write-Output 'The agent is taken off. Revoke the key of this PC on the computers desk.'
    return
}
if (-not $Code -and -not (Test-Path (Join-Path $data 'identity.json'))) {
    Stop-With 'Give the code from the computers desk: -Code ABCD-EFGH.'
}
if (-not (Get-Command py -ErrorAction SilentlyContinue)) {
    Stop-With 'Install Python 3.11 or later for all users first, from python.org, with its launcher (py).'
}

$fetched = Join-Path ([IO.Path]::GetTempPath()) ([Guid]::NewGuid())
New-Item -ItemType Directory -Path $fetched | Out-Null
try {
    Invoke-WebRequest -UseBasicParsing "$server/agent/requirements.txt" -OutFile (Join-Path $fetched 'requirements.txt')
    Invoke-WebRequest -UseBasicParsing "$server/agent/$wheel" -OutFile (Join-Path $fetched $wheel)
    $python = Join-Path $agentHome 'Scripts\python.exe'
    Stop-ScheduledTask -TaskName 'Schoolbell agent' -ErrorAction SilentlyContinue
    if (-not (Test-Path $python)) { Invoke-Checked 'py' @('-3', '-m', 'venv', $agentHome) }
    $from = if ($Wheels) { @('--no-index', '--find-links', $Wheels) } else { @() }
    Invoke-Checked $python (@('-m', 'pip', 'install', '--quiet') + $from +
        @('--require-hashes', '-r', (Join-Path $fetched 'requirements.txt')))
    Invoke-Checked $python @('-m', 'pip', 'install', '--quiet', '--no-deps', '--no-index', '--force-reinstall',
        (Join-Path $fetched $wheel))

    New-Item -ItemType Directory -Force -Path $data | Out-Null
    # Only the system and administrators may read the PC's key.
    Invoke-Checked 'icacls' @($data, '/inheritance:r', '/grant', '*S-1-5-18:(OI)(CI)F', '/grant', '*S-1-5-32-544:(OI)(CI)F')
    $schoolbell = Join-Path $agentHome 'Scripts\schoolbell.exe'
    if ($Code) {
        Invoke-Checked $schoolbell @('agent', '--server', $server, '--code', $Code, '--data-dir', $data, '--enrol-only')
    }

    # The service: a task of the system's own account, from the start of the PC, begun again when it ends.
    $action = New-ScheduledTaskAction -Execute $schoolbell -Argument "agent --server $server --data-dir `"$data`""
    $settings = New-ScheduledTaskSettingsSet -RestartCount 999 -RestartInterval (New-TimeSpan -Minutes 1) `
        -ExecutionTimeLimit ([TimeSpan]::Zero) -AllowStartIfOnBatteries -DontStopIfGoingOnBatteries
    Register-ScheduledTask -Force -TaskName 'Schoolbell agent' -User 'SYSTEM' -RunLevel Highest -Action $action `
        -Trigger (New-ScheduledTaskTrigger -AtStartup) -Settings $settings | Out-Null
    Start-ScheduledTask -TaskName 'Schoolbell agent'
    Write-Output 'The agent is installed.'
} finally {
    Remove-Item -Recurse -Force $fetched
}
